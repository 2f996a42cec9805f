"""Policy files found, loaded, shown, compared and begun."""
