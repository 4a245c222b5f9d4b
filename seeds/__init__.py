"""Standard data, the Binjiang demo and the volume generator."""
