"""What is sent to the platforms above (报送): mappings, what was sent, what was answered."""
