"""What a request must look like: shapes and limits, read by pages and by the API alike."""
