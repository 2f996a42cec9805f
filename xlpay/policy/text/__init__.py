"""The text of a policy file: values, places, problems, words; no kind is known."""
