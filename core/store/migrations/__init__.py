"""How a project's database came to its present shape, step by step (Alembic)."""
