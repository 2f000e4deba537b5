"""The forum as processes on a machine: what runs beside what, and what stands in front of Flask."""
