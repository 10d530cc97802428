# SPDX-License-Identifier: Apache-2.0
"""A program needs neither Qt nor SQLite, and no loader when it is static. Usage: program_is_lean.py PROGRAM IS_STATIC"""
import subprocess
import sys

# Vectorscan brings its runtime for four kinds of processor, of which one is ever read into memory; the model's weights are 0.46 MB. What counts in the end is
# what is resident: bench_roundtrip --gate.
MAX_BYTES = 14 << 20


def main(program, is_static):
    ldd = subprocess.run(["ldd", program], capture_output=True, text=True)
    libraries = ldd.stdout + ldd.stderr
    headers = subprocess.run(["readelf", "-lW", program], capture_output=True, text=True, check=True).stdout
    symbols = subprocess.run(["strings", "-n", "8", program], capture_output=True, text=True, check=True).stdout
    problems = []
    for name in ("Qt", "sqlite"):
        if name.lower() in libraries.lower():
            problems.append(f"links {name}: {libraries}")
    if "SQLite format 3" in symbols or "QCoreApplication" in symbols:
        problems.append("holds Qt or SQLite")
    if is_static == "1" and "INTERP" in headers:
        problems.append("has a program interpreter: LD_PRELOAD would have a hold on it")
    # What is loaded counts; debug information is not.
    sizes = subprocess.run(["size", "--format=berkeley", program], capture_output=True, text=True, check=True).stdout
    loaded = int(sizes.splitlines()[1].split()[3])
    if is_static == "1" and loaded > MAX_BYTES:
        problems.append(f"loads {loaded} bytes, more than {MAX_BYTES}")
    for problem in problems:
        print(problem)
    print(libraries.strip())
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
