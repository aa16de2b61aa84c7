"""政务服务: an investor's matters as one chain, and policies that find the firms they are for."""
