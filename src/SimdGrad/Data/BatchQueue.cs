using System.Runtime.ExceptionServices;

namespace SimdGrad.Data;

/// <summary>
/// Loads the batches of an epoch in their order, some ahead of the one in use, on a thread of the thread pool. There is one slot
/// for the batch in use and one for each ahead. Whoever waits for a batch that nobody is loading loads it himself, so that a busy
/// thread pool costs speed and nothing else; without batches ahead there is no other thread.
/// </summary>
/// <param name="ahead">How many batches are loaded ahead.</param>
/// <param name="load">Loads a batch, given the batch and the slot.</param>
internal sealed class BatchQueue(int ahead, Action<int, int> load) : IThreadPoolWorkItem
{
    private readonly object _gate = new();
    private int _end;
    private int _current; // the batch in use; those before it are done with
    private int _next; //    the batch that is loaded next; those before it are loaded
    private bool _loading;
    private bool _queued;
    private Exception? _fault; // of the next batch, which is not tried again before somebody asks for it again
    private bool _thrown;

    /// <summary>Forgets what is loaded, lets the caller change what batches are, and begins with one of them.</summary>
    public void Start(int first, int end, Action change)
    {
        lock (_gate)
        {
            _end = _next; // so that nobody begins another one
            while (_loading)
                Monitor.Wait(_gate);
            change();
            (_current, _next, _end, _fault, _thrown) = (first - 1, first, end, null, false);
            LoadAhead();
        }
    }

    /// <summary>Makes a batch the one in use, once it is loaded; returns its slot.</summary>
    public int Take(int batch)
    {
        lock (_gate)
        {
            _current = batch;
            if (_thrown)
                (_fault, _thrown) = (null, false);
            while (_next <= batch && _fault is null)
            {
                if (_loading)
                    Monitor.Wait(_gate);
                else
                    LoadNext();
            }
            if (_next <= batch)
            {
                (_current, _thrown) = (batch - 1, true);
                ExceptionDispatchInfo.Throw(_fault!);
            }
            LoadAhead();
        }
        return SlotOf(batch);
    }

    /// <summary>The slot that a batch is loaded to.</summary>
    public int SlotOf(int batch) => batch % (ahead + 1);

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            while (HasWork)
                LoadNext();
            _queued = false;
        }
    }

    private bool HasWork => !_loading && _fault is null && _next < _end && _next <= _current + ahead;

    private void LoadAhead()
    {
        if (!HasWork || _queued)
            return;
        _queued = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // Called with the gate closed; opens it while it loads.
    private void LoadNext()
    {
        Exception? fault = null;
        _loading = true;
        int batch = _next;
        Monitor.Exit(_gate);
        try
        {
            load(batch, SlotOf(batch));
        }
        catch (Exception exception)
        {
            fault = exception; // for who takes the batch
        }
        Monitor.Enter(_gate);
        _loading = false;
        _fault = fault;
        _next += fault is null ? 1 : 0;
        Monitor.PulseAll(_gate);
    }
}
