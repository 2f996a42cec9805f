"""The form of a policy file: every table and key that one may hold, as frozen structs."""
