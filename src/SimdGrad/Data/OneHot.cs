using System.Numerics;

namespace SimdGrad.Data;

/// <summary>
/// Writes categories as rows with a 1 in the category's column and 0 elsewhere. The columns are the categories of the data it was
/// fitted to, which are the training data.
/// </summary>
/// <typeparam name="TCategory">Type of the categories, such as string or int.</typeparam>
public sealed class OneHot<TCategory> where TCategory : notnull
{
    private readonly TCategory[] _categories;
    private readonly Dictionary<TCategory, int> _columns;

    private OneHot(TCategory[] categories)
    {
        _categories = categories;
        _columns = categories.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
    }

    /// <summary>The categories, one for each column.</summary>
    public IReadOnlyList<TCategory> Categories => _categories;

    /// <summary>Whether a category that did not occur in the training data becomes a row of zeros, instead of an error.</summary>
    public bool ZeroIfUnknown { get; private init; }

    /// <summary>Finds the categories: the different values, in rising order; strings by their UTF-16 code units.</summary>
    /// <param name="training">The values in the training data.</param>
    /// <param name="zeroIfUnknown">Whether other values become rows of zeros, instead of an error.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static OneHot<TCategory> Fit(IEnumerable<TCategory> training, bool zeroIfUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(training);
        // The order of strings is not to depend on the culture.
        var order = StringComparer.Ordinal as IComparer<TCategory> ?? Comparer<TCategory>.Default;
        TCategory[] categories = [.. training.Distinct().Order(order)];
        return categories.Length > 0
            ? new OneHot<TCategory>(categories) { ZeroIfUnknown = zeroIfUnknown }
            : throw new ArgumentException("There is no value.", nameof(training));
    }

    /// <summary>The column of a category; -1 if it is unknown.</summary>
    public int ColumnOf(TCategory category) => _columns.GetValueOrDefault(category, -1);

    /// <summary>Writes the row of a category.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="category">The category.</param>
    /// <param name="row">Receives as many numbers as there are categories.</param>
    /// <exception cref="ArgumentException">The row has another length, or the category is unknown.</exception>
    public void Encode<T>(TCategory category, Span<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Length != _categories.Length)
            throw new ArgumentException($"row has {row.Length} numbers; there are {_categories.Length} categories.", nameof(row));
        int column = ColumnOf(category);
        if (column < 0 && !ZeroIfUnknown)
            throw new ArgumentException($"'{category}' did not occur in the training data.", nameof(category));
        row.Clear();
        if (column >= 0)
            row[column] = T.One;
    }

    /// <summary>The rows of categories, one after the other.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="categories">The categories.</param>
    /// <exception cref="ArgumentException">A category is unknown.</exception>
    public T[] Encode<T>(ReadOnlySpan<TCategory> categories) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = _categories.Length;
        var rows = new T[checked(categories.Length * width)];
        for (int i = 0; i < categories.Length; i++)
            Encode(categories[i], rows.AsSpan(i * width, width));
        return rows;
    }
}
