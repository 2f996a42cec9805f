"""The language of policy files: values, positions, places, problems; no table or kind is known."""
