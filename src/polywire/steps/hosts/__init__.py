"""What the wire keeps of hosts: pace, robots.txt, terms, hubs."""
