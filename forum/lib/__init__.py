"""Small pure modules: what the forum needs to know that knows neither Flask nor the forum."""
