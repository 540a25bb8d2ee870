"""The kernel as a Django app; once all apps are loaded the rooms' declarations are read."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "everproof.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        from everproof.kernel import modules
        from everproof.kernel.tenancy import startup  # noqa: F401  registers the start-up checks

        modules.load()
