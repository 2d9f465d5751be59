namespace SimdGrad.Kernels;

/// <summary>Where the outer loops of a <see cref="LoopNest"/> stand, and how far its operands have come.</summary>
/// <param name="axes">How many of the axes, from the outermost on, are gone through.</param>
internal struct LoopPosition(int axes)
{
    private LoopNest.Numbers _index;

    /// <summary>The distance of A from its first element.</summary>
    public nint A { get; private set; }

    /// <summary>The distance of B from its first element.</summary>
    public nint B { get; private set; }

    /// <summary>The distance of C from its first element.</summary>
    public nint C { get; private set; }

    /// <summary>Goes on by one step; returns false after the last.</summary>
    public bool Next(in LoopNest nest)
    {
        for (int axis = axes - 1; axis >= 0; axis--)
        {
            A += nest.A(axis);
            B += nest.B(axis);
            C += nest.C(axis);
            int size = nest.Size(axis);
            if (++_index[axis] < size)
                return true;
            A -= (nint)size * nest.A(axis);
            B -= (nint)size * nest.B(axis);
            C -= (nint)size * nest.C(axis);
            _index[axis] = 0;
        }
        return false;
    }

    /// <summary>Whether A was not at this place before.</summary>
    public readonly bool IsFirstOfA(in LoopNest nest)
    {
        for (int axis = 0; axis < axes; axis++)
            if (_index[axis] != 0 && nest.A(axis) == 0)
                return false;
        return true;
    }

    /// <summary>Whether C was not at this place before.</summary>
    public readonly bool IsFirstOfC(in LoopNest nest)
    {
        for (int axis = 0; axis < axes; axis++)
            if (_index[axis] != 0 && nest.C(axis) == 0)
                return false;
        return true;
    }
}
