"""What every engine has to do, and how the index is kept."""
