"""What stands between the page and the network: endpoints for programs, limits, sessions."""
