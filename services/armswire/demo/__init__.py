"""The demo's sample feeds and the local server that serves them. Everything in them is invented."""
