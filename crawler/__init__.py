"""Everything that touches the network: spiders, middlewares, feed readers."""
