//===- Records.cpp - the members of classes -------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Records.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace escape {

PrintingPolicy typePolicy(const ASTContext &Context) {
  PrintingPolicy P(Context.getLangOpts());
  P.SuppressTagKeyword = true;
  P.TerseOutput = true;
  return P;
}

namespace {

/// Members of members of members; what lies deeper is one member.
constexpr unsigned MaxDepth = 3;
constexpr size_t MaxFields = 200;

/// \returns what a pointer, reference or smart pointer points to.
QualType pointee(QualType T) {
  if (T->isPointerOrReferenceType())
    return T->getPointeeType();
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T->getAsCXXRecordDecl());
  if (!R || !R->isInStdNamespace() || !R->getIdentifier() ||
      (R->getName() != "unique_ptr" && R->getName() != "shared_ptr") ||
      R->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return QualType();
  return R->getTemplateArgs()[0].getAsType();
}

/// \returns the definition of the class that \p T is, or an array of it, if the
/// user wrote it.
const RecordDecl *userRecord(QualType T, const ASTContext &Context) {
  const RecordDecl *R = Context.getBaseElementType(T)->getAsRecordDecl();
  if (!R || !(R = R->getDefinition()) || R->isInvalidDecl() ||
      R->isDependentContext() ||
      Context.getSourceManager().isInSystemHeader(R->getLocation()))
    return nullptr;
  return R;
}

/// \returns the names of a lambda's members: what they capture.
llvm::DenseMap<const FieldDecl *, std::string> captures(const RecordDecl &R) {
  llvm::DenseMap<const FieldDecl *, std::string> Names;
  const auto *C = dyn_cast<CXXRecordDecl>(&R);
  if (!C || !C->isLambda())
    return Names;
  for (auto [Capture, Field] : llvm::zip(C->captures(), C->fields()))
    Names[Field] = Capture.capturesVariable()
                       ? Capture.getCapturedVar()->getNameAsString()
                       : "this";
  return Names;
}

} // namespace

std::string RecordCapture::recordOf(QualType Type) {
  const RecordDecl *R = userRecord(Type, Context);
  if (!R)
    return "";
  std::string Name =
      QualType(Context.getCanonicalTagType(R)).getAsString(typePolicy(Context));
  if (Into.Records.try_emplace(Name).second)
    Work.push_back({R, Name});
  return Name;
}

void RecordCapture::add(QualType Type, StringRef Printed) {
  if (Into.RecordOf.contains(Printed))
    return;
  std::string Name = recordOf(
      Type->isPointerOrReferenceType() ? Type->getPointeeType() : Type);
  if (Name.empty())
    return;
  Into.RecordOf[Printed] = Name;
  while (!Work.empty()) {
    auto [R, Of] = Work.pop_back_val();
    std::vector<FieldFact> Fields;
    members(*R, 0, "", 0, Fields);
    llvm::stable_sort(Fields, [](const FieldFact &A, const FieldFact &B) {
      return A.Offset < B.Offset;
    });
    Into.Records[Of] = std::move(Fields);
  }
}

void RecordCapture::members(const RecordDecl &R, int64_t Base,
                            const std::string &Prefix, unsigned Depth,
                            std::vector<FieldFact> &Fields) {
  const ASTRecordLayout &Layout = Context.getASTRecordLayout(&R);
  if (const auto *C = dyn_cast<CXXRecordDecl>(&R))
    for (const CXXBaseSpecifier &B : C->bases())
      if (const RecordDecl *Of = userRecord(B.getType(), Context);
          Of && !B.isVirtual())
        members(*Of,
                Base + Layout.getBaseClassOffset(cast<CXXRecordDecl>(Of))
                           .getQuantity(),
                Prefix, Depth + 1, Fields);
  auto Captured = captures(R);
  for (const FieldDecl *F : R.fields()) {
    if (F->isBitField() || Fields.size() >= MaxFields)
      continue;
    auto It = Captured.find(F);
    std::string Name =
        Prefix + (It == Captured.end() ? F->getNameAsString() : It->second);
    int64_t Offset =
        Context.toCharUnitsFromBits(Layout.getFieldOffset(F->getFieldIndex()))
            .getQuantity();
    member(*F, Base + Offset, std::move(Name), Depth, Fields);
  }
}

void RecordCapture::member(const FieldDecl &F, int64_t Offset, std::string Name,
                           unsigned Depth, std::vector<FieldFact> &Fields) {
  QualType T = F.getType();
  const RecordDecl *R = userRecord(T, Context);
  if (R && !T->isArrayType() && Depth < MaxDepth)
    return members(*R, Offset, Name.empty() || Name.back() == '.' ? Name : Name + ".",
                   Depth + 1, Fields);
  FieldFact Fact;
  Fact.Offset = Offset;
  Fact.Size = T->isIncompleteType() ? 0
              : T->isReferenceType()
                  ? Context.getTypeSizeInChars(Context.VoidPtrTy).getQuantity()
                  : Context.getTypeSizeInChars(T).getQuantity();
  Fact.Name = Name + (T->isArrayType() ? "[]" : "");
  if (QualType Target = pointee(T); !Target.isNull())
    Fact.Pointee = recordOf(Target);
  Fields.push_back(std::move(Fact));
}

} // namespace escape
