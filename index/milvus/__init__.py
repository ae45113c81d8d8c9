"""A store on a Milvus server."""

import os

# gRPC writes on stderr whenever a connection is lost, even one that it makes anew; it reads this
# when it is imported.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
