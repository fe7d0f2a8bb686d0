"""Supply: production, inventory and backlog plans on shared resources, as pure computation."""
