using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>A native library's matrix product, row-major, called through a function pointer.</summary>
/// <remarks>
/// A library is used if it is found under its usual name. Each is given its best: the instruction set that it would not choose
/// by itself on processors it does not know, through the variable that it reads when it is loaded.
/// </remarks>
internal sealed unsafe class NativeGemm : IGemmPeer
{
    private const int RowMajor = 101, NoTranspose = 111, Transpose = 112;

    private readonly nint _single;
    private readonly nint _double;
    private readonly bool _isOneDnn;

    private NativeGemm(string name, string version, nint single, nint @double, bool isOneDnn)
    {
        Name = name;
        Version = version;
        _single = single;
        _double = @double;
        _isOneDnn = isOneDnn;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Version { get; }

    /// <summary>Loads the libraries that this machine has, to use up to so many threads, and AVX-512 if we do.</summary>
    public static IReadOnlyList<IGemmPeer> Find(int threads)
    {
        bool avx512 = Isa.Current == VectorWidth.V512;
        string count = threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (string variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"])
            SetVariable(variable, count);
        SetVariable("OPENBLAS_CORETYPE", avx512 ? "SkylakeX" : "Haswell");
        SetVariable("BLIS_ARCH_TYPE", avx512 ? "skx" : "haswell");
        SetVariable("ONEDNN_MAX_CPU_ISA", avx512 ? "AVX512_CORE" : "AVX2");

        var found = new List<NativeGemm>();
        if (TryLoad(["libopenblas.so.0", "libopenblas"], "cblas_sgemm", out nint library, out nint single))
            found.Add(new("openblas", OpenBlasVersion(library), single, NativeLibrary.GetExport(library, "cblas_dgemm"), false));
        if (TryLoad(["libblis.so.4", "libblis.so.5", "libblis"], "cblas_sgemm", out library, out single))
            found.Add(new("blis", BlisVersion(library), single, NativeLibrary.GetExport(library, "cblas_dgemm"), false));
        if (TryLoad(OneDnnNames(), "dnnl_sgemm", out library, out single))
            found.Add(new("onednn", OneDnnVersion(library), single, 0, isOneDnn: true));
        return found;
    }

    /// <inheritdoc/>
    public bool Supports<T>() => typeof(T) == typeof(float) ? _single != 0 : _double != 0;

    /// <inheritdoc/>
    public Action Prepare<T>(int m, int n, int k, T* a, bool transA, T* b, bool transB, T* c) where T : unmanaged =>
        () => Multiply(m, n, k, a, transA, b, transB, c);

    private void Multiply<T>(int m, int n, int k, T* a, bool transA, T* b, bool transB, T* c) where T : unmanaged
    {
        int lda = transA ? m : k, ldb = transB ? k : n;
        int orderA = transA ? Transpose : NoTranspose, orderB = transB ? Transpose : NoTranspose;
        if (_isOneDnn)
            ((delegate* unmanaged<
                byte, byte, nint, nint, nint, float, void*, nint, void*, nint, float, void*, nint, int>)_single)(
                (byte)(transA ? 'T' : 'N'), (byte)(transB ? 'T' : 'N'), m, n, k, 1, a, lda, b, ldb, 0, c, n);
        else if (typeof(T) == typeof(float))
            ((delegate* unmanaged<int, int, int, int, int, int, float, void*, int, void*, int, float, void*, int, void>)_single)(
                RowMajor, orderA, orderB, m, n, k, 1, a, lda, b, ldb, 0, c, n);
        else
            ((delegate* unmanaged<
                int, int, int, int, int, int, double, void*, int, void*, int, double, void*, int, void>)_double)(
                RowMajor, orderA, orderB, m, n, k, 1, a, lda, b, ldb, 0, c, n);
    }

    // Distributions such as Debian put the minor version into the name that programs link to.
    private static string[] OneDnnNames() =>
        ["libdnnl.so.3", "libdnnl", .. Enumerable.Range(0, 30).Reverse().Select(minor => $"libdnnl.so.3.{minor}")];

    // Such as "OpenBLAS 0.3.29 NO_LAPACK DYNAMIC_ARCH NO_AFFINITY SkylakeX MAX_THREADS=64"
    private static string OpenBlasVersion(nint library) => Text(
        ((delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "openblas_get_config"))());

    private static string BlisVersion(nint library)
    {
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(library, "bli_init"))();
        int kind = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "bli_arch_query_id"))();
        string version = Text(((delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "bli_info_get_version_str"))());
        return $"{version} {Text(((delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(library, "bli_arch_string"))(kind))}";
    }

    private static string OneDnnVersion(nint library)
    {
        int* version = ((delegate* unmanaged<int*>)NativeLibrary.GetExport(library, "dnnl_version"))();
        return $"{version[0]}.{version[1]}.{version[2]}";
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static bool TryLoad(string[] names, string function, out nint library, out nint address)
    {
        address = 0;
        library = 0;
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, out library) && NativeLibrary.TryGetExport(library, function, out address))
                return true;
        return false;
    }

    // What .NET sets in its own environment native code does not see.
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "One call; blittable enough.")]
    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi)]
    private static extern int SetEnvironment(string name, string value, int overwrite);

    private static void SetVariable(string name, string value)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            _ = SetEnvironment(name, value, 0);
    }
}
