"""What a message names: rules and word lists, one file a kind. The intent decides which are looked for."""
