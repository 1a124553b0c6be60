"""The ground: tables, connections, migrations, one owner."""
