//===- UserInput.cpp - what users give, and are told ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Support/UserInput.h"

using namespace llvm;

namespace escape {

Expected<std::unique_ptr<MemoryBuffer>> readTextFile(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError(Buffer.getError(), "cannot read " + Path + ": " +
                                                    Buffer.getError().message());
  return std::move(*Buffer);
}

std::string didYouMean(StringRef Given, ArrayRef<StringRef> Known,
                       unsigned MaxDistance) {
  StringRef Nearest;
  unsigned Distance = MaxDistance + 1;
  for (StringRef Name : Known)
    if (unsigned D = Given.edit_distance_insensitive(Name); D < Distance) {
      Nearest = Name;
      Distance = D;
    }
  return Distance > MaxDistance ? "" : ("; did you mean '" + Nearest + "'?").str();
}

std::string counted(size_t N, StringRef What) {
  return (Twine(N) + " " + What + (N == 1 ? "" : "s")).str();
}

} // namespace escape
