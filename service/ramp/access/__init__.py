"""The access room: who may write."""
