"""Files of rows: CSV in any encoding, Excel, Parquet, and what their cells hold."""
