"""The sheets beside 花名册: spells, ratings, credentials, absences, scores, adjustments.

Each sheet becomes a record of columns, its own mistakes told once, whoever they concern.
"""
