"""LibreOffice Calc's side: the extension, its buttons, the open document."""
