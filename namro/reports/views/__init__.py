"""Room reports: pages of frozen figures and dashboards."""
