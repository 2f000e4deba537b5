"""tantivy, an optional extra: millions of posts on one machine, in a millisecond."""
