"""The design system: what every page is made of. docs/developing/ui.md says how to use it; the gallery shows it."""
