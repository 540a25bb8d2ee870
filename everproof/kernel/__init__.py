"""What every record needs: people, access, records, lifecycle, ledger, links, work, search, notifications, tasks, pages."""
