namespace SimdGrad.Kernels;

/// <inheritdoc/>
/// <typeparam name="TBody">The work.</typeparam>
internal sealed class ParallelJob<TBody> : ParallelJob where TBody : struct, IParallelBody
{
    [ThreadStatic]
    private static ParallelJob<TBody>? t_idle;

    private TBody _body;
    private ParallelJob<TBody>? _nextIdle;

    /// <summary>Does all parts with up to <paramref name="helpers"/> workers beside this thread, waking them if wanted.</summary>
    public static void Run(int parts, int helpers, Wake wake, in TBody body)
    {
        // Taken off the thread's list while in use, so that a run nested in a part on this thread gets a job of its own.
        var job = t_idle ?? new ParallelJob<TBody>();
        t_idle = job._nextIdle;
        job._body = body;
        try
        {
            job.Run(parts, helpers, wake);
        }
        finally
        {
            job._nextIdle = t_idle;
            t_idle = job;
        }
    }

    /// <inheritdoc/>
    protected override void Invoke(int part) => _body.Invoke(part);
}
