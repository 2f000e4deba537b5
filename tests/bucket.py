"""A server that speaks S3, as a process of its own: `python -m tests.bucket` says where and as whom.

It is moto's, which looks at signatures and at what a key may do once it is told to. It keeps what
it is given in its memory, and ends with the process.
"""

import json
import sys
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

MAY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*",
                                               "Resource": "*"}]}  # fmt: skip


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    anybody = {"endpoint_url": endpoint, "region_name": "us-east-1", "aws_access_key_id": "none",
               "aws_secret_access_key": "none"}  # fmt: skip
    boto3.client("s3", **anybody).create_bucket(Bucket="kept")
    people = boto3.client("iam", **anybody)
    people.create_user(UserName="forum")
    people.put_user_policy(UserName="forum", PolicyName="all", PolicyDocument=json.dumps(MAY))
    key = people.create_access_key(UserName="forum")["AccessKey"]
    told = urllib.request.Request(f"{endpoint}/moto-api/reset-auth", b"0", method="POST",
                                  headers={"Content-Type": "text/plain"})  # fmt: skip
    urllib.request.urlopen(told).close()
    print(json.dumps({"endpoint": endpoint, "key": key["AccessKeyId"],
                      "secret": key["SecretAccessKey"]}), flush=True)  # fmt: skip
    sys.stdin.read()  # until who started it is done


if __name__ == "__main__":
    main()
