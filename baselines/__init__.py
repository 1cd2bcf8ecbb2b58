"""One TOML file an article; holds no code."""
