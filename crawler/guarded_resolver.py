"""Resolves names and withholds addresses that may not be connected to.

The check sits here because a connection is made to exactly the addresses that come out of the resolver: a name that
answers differently the second time (DNS rebinding) is checked the second time too.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.address_guard import AddressPolicy, ForbiddenAddress, canonical_host

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

#: The setting that carries the ``AddressPolicy``.
POLICY_SETTING = "ADDRESS_POLICY"


class GuardedResolver(CachingHostnameResolver):
    """The reactor's name resolver during a crawl. ``refused`` says why a name (or literal) got no address."""

    def __init__(self, reactor: ReactorBase, cache_size: int, policy: AddressPolicy) -> None:
        super().__init__(reactor, cache_size)
        self.policy = policy
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: ReactorBase) -> GuardedResolver:
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"), crawler.settings[POLICY_SETTING])

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver: Any = _Withholding(resolutionReceiver, hostName, self)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Withholding:
    """Passes on the addresses that the policy allows for this name."""

    def __init__(self, receiver: Any, host: str, resolver: GuardedResolver) -> None:
        self._receiver = receiver
        self._host = _spelled(host)
        self._resolver = resolver

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        fault = self._resolver.policy.fault(self._host, ip_address(address.host))
        if fault is None:
            self._receiver.addressResolved(address)
        else:
            self._resolver.refused[self._host] = f"{self._host} 指向{fault} {address.host}"

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


def _spelled(host: str) -> str:
    """The host as the policy spells it: Twisted hands out internationalised names in Unicode."""
    try:
        return canonical_host(host)
    except ForbiddenAddress:
        return host
