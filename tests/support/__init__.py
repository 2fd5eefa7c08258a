"""Real things to test against: a feed server, a webhook receiver, articles with a known reading, processes to kill."""
