"""The demo store: a YML feed built from tables a person can edit, and pictures drawn for it."""
