"""Files to and from a Sluice server over HTTP: resumable, in parallel, verified by SHA-256.

>>> from sluice_http import Client
>>> client = Client("http://127.0.0.1:8888")
>>> client.upload("data.bin")          # doctest: +SKIP
>>> client.download("data.bin", "in/") # doctest: +SKIP
"""

from .client import Client
from .errors import SluiceError

__all__ = ["Client", "SluiceError"]
__version__ = "0.1.0"
