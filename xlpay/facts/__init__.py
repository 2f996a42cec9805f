"""What was true of each person in a month: service, duties, years, leave."""
