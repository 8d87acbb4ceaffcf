"""The rows of the facts while a version is made: what came, all there are, those that are derived again, and their writing."""
