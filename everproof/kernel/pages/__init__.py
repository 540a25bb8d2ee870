"""The kernel's own pages: people and access, actions, search, the way in. They stand on kernel.ui's generic pages."""
