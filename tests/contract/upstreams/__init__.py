"""What is sent upstream, on both databases."""
