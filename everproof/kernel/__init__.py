"""What every record needs: people, access, records, lifecycle, ledger, links, work, search, tasks, pages."""
