//===- Lowering.cpp - a private LLVM module beside the compilation --------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Lower/Lowering.h"
#include "CallOnce.h"
#include "Parallel.h"
#include "ParsedDecls.h"
#include "VirtualCalls.h"
#include "escape/Capture/SourceContracts.h"
#include "escape/Graph/GraphBuilder.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTDiagnostic.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/Analysis/Analyses/LifetimeSafety/LifetimeAnnotations.h"
#include "clang/AST/Mangle.h"
#include "clang/Basic/CodeGenOptions.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/TimeProfiler.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Utils/BuildLibCalls.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace clang;

namespace escape {

const Decl *LoweredUnit::declaration(llvm::StringRef Name) const {
  return Generator.GetDeclForMangledName(Name);
}

std::string LoweredUnit::symbol(const FunctionDecl &F) const {
  return Generator.GetMangledName(GlobalDecl(&F)).str();
}

namespace {

/// Keeps the first error of the private code generator; its warnings are the
/// main compilation's to give.
class FirstError : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Message.empty())
      return;
    llvm::SmallString<128> Text;
    Info.FormatDiagnostic(Text);
    Message = place(Info) + Text.str().str();
  }
  std::string Message;

private:
  static std::string place(const Diagnostic &Info) {
    if (!Info.hasSourceManager() || Info.getLocation().isInvalid())
      return "";
    PresumedLoc Loc = Info.getSourceManager().getPresumedLoc(Info.getLocation());
    if (Loc.isInvalid())
      return "";
    return (Loc.getFilename() + llvm::Twine(":") + llvm::Twine(Loc.getLine()) +
            ":" + llvm::Twine(Loc.getColumn()) + ": ")
        .str();
  }
};

/// Options of the private code generator: only what it needs to tell the
/// semantics. Nothing is taken over from the user's: profiling, coverage and
/// the like would only get in the way.
CodeGenOptions privateOptions(const CompilerInstance &CI) {
  CodeGenOptions Options;
  // Level 1 without passes: lifetime markers, no optnone, and the bodies of
  // extern templates.
  Options.OptimizationLevel = 1;
  Options.DisableLLVMPasses = true;
  Options.setDebugInfo(llvm::codegenoptions::LocTrackingOnly);
  Options.DebugColumnInfo = true;
  Options.DiscardValueNames = false;
  // A constant local is an object of each call, not one for all.
  Options.MergeAllConstants = false;
  Options.DebugCompilationDir = CI.getCodeGenOpts().DebugCompilationDir;
  Options.CXAAtExit = CI.getCodeGenOpts().CXAAtExit;
  Options.NullPointerIsValid = CI.getCodeGenOpts().NullPointerIsValid;
  Options.RelocationModel = llvm::Reloc::Static;
  // Of which class virtual calls and vtables are, and what is in those that are
  // elsewhere, as the library's are. The library derives from classes of std where
  // nobody sees it.
  Options.WholeProgramVTables = true;
  Options.LTOUnit = true;
  Options.LTOVisibilityPublicStd = true;
  Options.ForceEmitVTables = true;
  return Options;
}

/// Brings functions into SSA form, each on its own.
class Promotion {
public:
  Promotion() {
    FAM.registerPass([] { return llvm::PassInstrumentationAnalysis(); });
    FAM.registerPass([] { return llvm::DominatorTreeAnalysis(); });
    FAM.registerPass([] { return llvm::AssumptionAnalysis(); });
    FAM.registerPass([] { return llvm::TargetIRAnalysis(); });
    FAM.registerPass([] { return llvm::TargetLibraryAnalysis(); });
  }

  /// \returns whether \p F has no more variables than can be promoted: in a function
  /// with more, halves of addresses stay in memory, and no load is of a number.
  static bool canRun(const llvm::Function &F) {
    return numVariables(F) <= MaxVariables;
  }

  void run(llvm::Function &F) {
    llvm::SROAPass(llvm::SROAOptions::PreserveCFG).run(F, FAM);
    FAM.clear(F, F.getName());
  }

private:
  /// SROA takes time that grows with the cube of their number. Functions with
  /// more stay in memory form, which says the same less precisely.
  static constexpr size_t MaxVariables = 2000;

  static size_t numVariables(const llvm::Function &F) {
    return llvm::count_if(F.getEntryBlock(), [](const llvm::Instruction &I) {
      return llvm::isa<llvm::AllocaInst>(I);
    });
  }

  llvm::FunctionAnalysisManager FAM;
};

/// Variables get the place of their declaration, which the lifetime markers
/// carry: allocas have none.
void locateVariables(llvm::Function &F) {
  for (llvm::Instruction &I : F.getEntryBlock()) {
    auto *A = llvm::dyn_cast<llvm::AllocaInst>(&I);
    if (!A)
      continue;
    for (const llvm::User *U : A->users())
      if (const auto *L = llvm::dyn_cast<llvm::LifetimeIntrinsic>(U);
          L && L->getIntrinsicID() == llvm::Intrinsic::lifetime_start) {
        A->setDebugLoc(L->getDebugLoc());
        break;
      }
  }
}

/// Marks casts to pointers and, where there will be others, loads that the source
/// asks for. Other casts put back what the calling convention or SROA has cut out of
/// an object, and pointers to members are no numbers. Other loads come from SROA,
/// which cuts copies of whole objects into pieces, and may be halves of a pointer.
void markNumbers(llvm::Function &F, bool WithLoads) {
  llvm::MDNode *Mark = llvm::MDNode::get(F.getContext(), {});
  unsigned Kind = F.getContext().getMDKindID(NumberMetadata);
  for (llvm::Instruction &I : llvm::instructions(F)) {
    bool IsLoad = llvm::isa<llvm::LoadInst, llvm::AtomicCmpXchgInst,
                            llvm::AtomicRMWInst>(I);
    bool IsCast = llvm::isa<llvm::IntToPtrInst>(I) &&
                  !I.getName().starts_with("coerce.") &&
                  !I.getName().starts_with("memptr.");
    if (IsCast || (IsLoad && WithLoads))
      I.setMetadata(Kind, Mark);
  }
}

/// Marks a body that is there for the optimiser, when a call may run another one:
/// C99 6.7.4 leaves it open, and GNU's inline is made for bodies that differ. C++
/// requires them to be the same.
void markReplaceable(llvm::Function &F, const LangOptions &Lang,
                     CodeGenerator &Generator) {
  if (!F.hasAvailableExternallyLinkage())
    return;
  const Decl *D = Generator.GetDeclForMangledName(F.getName());
  if (Lang.CPlusPlus && D && !D->hasAttr<GNUInlineAttr>())
    return;
  bool IsInlined = F.hasFnAttribute(llvm::Attribute::AlwaysInline);
  F.addFnAttr(IsInlined ? InlineOnlyAttribute : ReplaceableAttribute);
  if (!IsInlined)
    return;
  for (llvm::User *U : F.users())
    if (auto *Call = dyn_cast<llvm::CallBase>(U);
        Call && Call->getCalledOperand() == &F)
      Call->addFnAttr(
          llvm::Attribute::get(F.getContext(), InlineOnlyAttribute));
}

/// \returns for each parameter of \p D, `this` first, its number in \p F, or
/// nothing when some of them may be none or several there.
std::optional<std::vector<unsigned>> numbersOf(const FunctionDecl &D,
                                               const llvm::Function &F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&D);
  size_t Count = D.getNumParams() + (Method && Method->isInstance());
  for (const ParmVarDecl *P : D.parameters()) {
    QualType T = P->getType();
    const auto *Class = T->getAsCXXRecordDecl();
    if (!T->isReferenceType() && !T->isScalarType() &&
        !(Class && Class->hasDefinition() && !Class->canPassInRegisters()))
      return std::nullopt;
  }
  std::vector<unsigned> Numbers;
  for (const llvm::Argument &A : F.args())
    if (!A.hasStructRetAttr())
      Numbers.push_back(A.getArgNo());
  if (Numbers.size() != Count)
    return std::nullopt;
  return Numbers;
}

/// Tells in \p F what the source says of its parameters with lifetimebound,
/// lifetime_capture_by and ESCAPE_NOESCAPE: who holds them after a call.
void markHolders(llvm::Function &F, const FunctionDecl &D) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&D);
  bool HasThis = Method && Method->isInstance();
  std::optional<std::vector<unsigned>> Numbers = numbersOf(D, F);
  if (!Numbers)
    return;
  auto Mark = [&](unsigned Parameter, llvm::StringRef Holders) {
    unsigned Number = (*Numbers)[Parameter];
    if (F.getArg(Number)->getType()->isPointerTy())
      F.addParamAttr(Number, llvm::Attribute::get(F.getContext(),
                                                  HeldByAttribute, Holders));
  };
  std::string Result = HeldByResult.str();
  if (isa<CXXConstructorDecl>(D))
    Result = llvm::utostr((*Numbers)[0]);
  else if (!F.arg_empty() && F.hasStructRetAttr())
    Result = F.hasParamAttribute(0, llvm::Attribute::StructRet) ? "0" : "1";
  const FunctionDecl *Merged = lifetimes::getDeclWithMergedLifetimeBoundAttrs(&D);
  if (const TypeSourceInfo *Type = Merged->getTypeSourceInfo();
      HasThis && Type && !isa<CXXConstructorDecl>(D) &&
      lifetimes::getLifetimeBoundAttrFromFunctionType(*Type))
    Mark(0, Result);
  for (const ParmVarDecl *P : D.parameters()) {
    unsigned Parameter = P->getFunctionScopeIndex() + HasThis;
    if (unsigned N = (*Numbers)[Parameter];
        F.getArg(N)->getType()->isPointerTy() &&
        mustNotEscape(D, P->getFunctionScopeIndex()))
      F.addParamAttr(N, llvm::Attribute::getWithCaptureInfo(
                            F.getContext(), llvm::CaptureInfo::none()));
    // What Clang infers for a library is no word of the author's.
    const auto *Bound = P->getAttr<LifetimeBoundAttr>();
    std::string Holders = Bound && !Bound->isImplicit() ? Result : "";
    if (!P->getType()->isPointerOrReferenceType())
      continue; // what a class holds is not followed
    const auto *Capture = P->getAttr<LifetimeCaptureByAttr>();
    bool IsKnown = true;
    if (Capture && !Capture->isImplicit())
      for (int Holder : Capture->params()) {
        IsKnown &= Holder >= 0 && unsigned(Holder) < Numbers->size();
        if (IsKnown)
          Holders += (Holders.empty() ? "" : ",") +
                     llvm::utostr((*Numbers)[Holder]);
      }
    if (IsKnown && !Holders.empty())
      Mark(Parameter, Holders);
  }
}

/// Marks the declarations of what may come back more than once, and of which Clang does
/// not say so.
void markReturnsTwice(llvm::Module &M) {
  for (llvm::StringRef Name : {"swapcontext", "llvm.eh.sjlj.setjmp"})
    if (llvm::Function *F = M.getFunction(Name); F && F->isDeclaration())
      F->addFnAttr(llvm::Attribute::ReturnsTwice);
}

/// While it lives Clang generates no checks of sanitizers, which call functions with the
/// addresses that they check. AddressSanitizer's stays on: it has none here, and the
/// layout of classes may depend on it.
class WithoutSanitizers {
public:
  explicit WithoutSanitizers(LangOptions &Lang) : Lang(Lang), Kept(Lang.Sanitize) {
    Lang.Sanitize.clear(~(SanitizerKind::Address | SanitizerKind::KernelAddress));
  }
  ~WithoutSanitizers() { Lang.Sanitize = Kept; }
  WithoutSanitizers(const WithoutSanitizers &) = delete;
  WithoutSanitizers &operator=(const WithoutSanitizers &) = delete;

private:
  LangOptions &Lang;
  SanitizerSet Kept;
};

void promote(llvm::Module &M, const LangOptions &Lang,
             CodeGenerator &Generator) {
  llvm::TargetLibraryInfoImpl TLII(M.getTargetTriple());
  llvm::TargetLibraryInfo TLI(TLII);
  Promotion SSA;
  // Before variables go: a call through one is none by name.
  for (llvm::Function &F : M)
    markReplaceable(F, Lang, Generator);
  for (llvm::Function &F : M) {
    if (F.isDeclaration()) {
      // Without builtins a name is the program's own.
      if (!Lang.NoBuiltin && !Lang.isNoBuiltinFunc(F.getName()))
        llvm::inferNonMandatoryLibFuncAttrs(F, TLI);
      if (const auto *D = dyn_cast_or_null<FunctionDecl>(
              Generator.GetDeclForMangledName(F.getName())))
        markHolders(F, *D->getMostRecentDecl());
      continue;
    }
    locateVariables(F);
    bool IsPromoted = Promotion::canRun(F);
    markNumbers(F, /*WithLoads=*/IsPromoted);
    if (IsPromoted)
      SSA.run(F);
  }
}

/// Tells of the vtables of \p Classes, where they are defined, that they are of
/// the user's classes.
void markUserVtables(llvm::Module &M, llvm::ArrayRef<const CXXRecordDecl *> Classes) {
  if (Classes.empty())
    return;
  std::unique_ptr<MangleContext> Mangler(
      Classes.front()->getASTContext().createMangleContext());
  auto *Itanium = dyn_cast<ItaniumMangleContext>(Mangler.get());
  if (!Itanium)
    return; // nothing is said of classes in another ABI
  for (const CXXRecordDecl *Class : Classes) {
    std::string Name;
    llvm::raw_string_ostream OS(Name);
    Itanium->mangleCXXVTable(Class, OS);
    llvm::GlobalVariable *Vtable = M.getNamedGlobal(Name);
    if (Vtable && !Vtable->isDeclarationForLinker())
      Vtable->addAttribute(UserAttribute);
  }
}

/// A code generator, and what it refers to.
struct PrivateGenerator {
  explicit PrivateGenerator(CompilerInstance &CI)
      : Options(privateOptions(CI)),
        Diags(CI.getDiagnostics().getDiagnosticIDs(), DiagOptions, &Errors,
              /*ShouldOwnClient=*/false),
        Generator(CreateLLVMCodeGen(Diags, "escape-check",
                                    CI.getVirtualFileSystemPtr(),
                                    CI.getHeaderSearchOpts(),
                                    CI.getPreprocessorOpts(), Options, Context)) {
    Diags.setSourceManager(&CI.getSourceManager());
  }

  CodeGenOptions Options;
  llvm::LLVMContext Context;
  DiagnosticOptions DiagOptions;
  FirstError Errors;
  DiagnosticsEngine Diags;
  std::unique_ptr<CodeGenerator> Generator;
};

class LoweringConsumer : public ParsedDecls {
public:
  LoweringConsumer(CompilerInstance &CI, LoweringCallbacks Callbacks)
      : ParsedDecls(CI.getSourceManager()), CI(CI),
        Callbacks(std::move(Callbacks)) {}

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (Decl *D : Group)
      noteUnreferenced(D);
    return ParsedDecls::HandleTopLevelDecl(Group);
  }

  void HandleInlineFunctionDefinition(FunctionDecl *F) override {
    note(F);
    ParsedDecls::HandleInlineFunctionDefinition(F);
  }

  void HandleTagDeclDefinition(TagDecl *Tag) override {
    const auto *Class = dyn_cast<CXXRecordDecl>(Tag);
    if (Class && !Class->isInvalidDecl() && !Class->isDependentContext() &&
        Class->isDynamicClass() &&
        !CI.getSourceManager().isInSystemHeader(Class->getLocation()))
      UserClasses.push_back(Class);
    ParsedDecls::HandleTagDeclDefinition(Tag);
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    if (Context.getDiagnostics().hasErrorOccurred())
      return;
    auto Private = std::make_unique<PrivateGenerator>(CI);
    if (llvm::Module *M = lower(Context, *Private))
      Callbacks.Lowered({*M, Context, *Private->Generator});
    else
      Callbacks.Failed(Private->Errors.Message.empty() ? "no code was generated"
                                                       : Private->Errors.Message);
    if (CI.getFrontendOpts().DisableFree)
      llvm::BuryPointer(std::move(Private));
  }

private:
  /// \returns null when code cannot be generated.
  llvm::Module *lower(ASTContext &Context, PrivateGenerator &Private) {
    llvm::TimeTraceScope Scope("escape-check lower");
    CodeGenerator &Generator = *Private.Generator;
    WithoutSanitizers Plain(CI.getLangOpts());
    // Only Clang's AST can print the declarations and types in a message.
    Private.Diags.SetArgToStringFn(&FormatASTNodeDiagnosticArgument, &Context);
    Generator.Initialize(Context);
    passOn(Generator);
    for (size_t I = 0; I < Inline.size(); ++I) {
      noteLambdas(Inline[I]);
      force(Inline[I], Generator);
    }
    Generator.HandleTranslationUnit(Context);
    llvm::Module *M = Generator.GetModule();
    if (!M || !Private.Errors.Message.empty())
      return nullptr;
    markUserVtables(*M, UserClasses);
    markVirtualCalls(*M);
    markReturnsTwice(*M);
    promote(*M, Context.getLangOpts(), Generator);
    callOnceDirectly(*M);
    runParallelDirectly(*M);
    return M;
  }

  void noteUnreferenced(Decl *D) {
    if (auto *F = dyn_cast<FunctionDecl>(D))
      note(F);
    else if (auto *DC = dyn_cast<NamespaceDecl>(D))
      for (Decl *Inner : DC->decls())
        noteUnreferenced(Inner);
    else if (auto *L = dyn_cast<LinkageSpecDecl>(D))
      for (Decl *Inner : L->decls())
        noteUnreferenced(Inner);
  }

  /// The user's own inline and static functions are analysed even when this
  /// unit calls none of them.
  void note(FunctionDecl *F) {
    if (!F->doesThisDeclarationHaveABody() || F->isDependentContext() ||
        F->isDeleted() || F->isImmediateFunction() || F->isInvalidDecl() ||
        F->isImplicit() || F->isDefaulted())
      return;
    if (CI.getSourceManager().isInSystemHeader(F->getLocation()))
      return;
    Inline.push_back(F);
  }

  /// Nobody may call a lambda of \p F's here.
  void noteLambdas(const FunctionDecl *F) {
    for (const Decl *D : F->decls())
      if (const auto *R = dyn_cast<CXXRecordDecl>(D);
          R && R->isLambda() && !R->isGenericLambda())
        note(R->getLambdaCallOperator());
  }

  static void force(FunctionDecl *F, CodeGenerator &Generator) {
    if (auto *C = dyn_cast<CXXConstructorDecl>(F)) {
      if (!C->getParent()->isAbstract())
        Generator.GetAddrOfGlobal(GlobalDecl(C, Ctor_Complete), true);
      Generator.GetAddrOfGlobal(GlobalDecl(C, Ctor_Base), true);
    } else if (auto *D = dyn_cast<CXXDestructorDecl>(F)) {
      Generator.GetAddrOfGlobal(GlobalDecl(D, Dtor_Base), true);
    } else {
      Generator.GetAddrOfGlobal(GlobalDecl(F), true);
    }
  }

  CompilerInstance &CI;
  LoweringCallbacks Callbacks;
  std::vector<FunctionDecl *> Inline;
  std::vector<const CXXRecordDecl *> UserClasses; ///< with virtual functions
};

} // namespace

std::unique_ptr<ASTConsumer> createLowering(CompilerInstance &CI,
                                            LoweringCallbacks Callbacks) {
  return std::make_unique<LoweringConsumer>(CI, std::move(Callbacks));
}

} // namespace escape
