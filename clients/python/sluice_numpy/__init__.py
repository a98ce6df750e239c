"""Arrays and live streams of a Sluice server, with numpy.

>>> from sluice_numpy import NumpyClient
>>> client = NumpyClient("http://127.0.0.1:8888")
>>> client.upload("signal.npy")                            # doctest: +SKIP
>>> client.stream(lambda data: print(data["y"]), 5.0)      # doctest: +SKIP
"""

from sluice_http.errors import SluiceError

from .client import NumpyClient

__all__ = ["NumpyClient", "SluiceError"]
