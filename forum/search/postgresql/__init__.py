"""PostgreSQL's own full text: nothing beside the database, and as many web nodes as wanted."""
