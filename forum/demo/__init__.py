"""The demonstration community: an invented brand with members, threads and posts, for looking
around a fresh installation. It fills an empty database only and is never there in production."""
