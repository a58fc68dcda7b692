"""English formats as an office in Viet Nam writes them."""
