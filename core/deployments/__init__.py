"""Where recordings were made and when: sites, deployments, clocks, and edits of them."""
