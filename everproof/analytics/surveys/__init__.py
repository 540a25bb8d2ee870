"""What a survey can say and what it cannot: scores with their uncertainty, silence, importance, change, one index.

`sampling`    who is asked, drawn so that anybody can draw it again; how many are needed
`scores`      net promoter score, top box and mean with intervals that know how many there are in all
`response`    how many answered, and whether silence may have bent the result
`importance`  what matters to customers against how it is done
`change`      the same customers before and after
`index`       several signals as one figure from 0 to 100, with its uncertainty

Nothing here needs numpy to be imported; intervals of means take quantiles of t when they are computed.
"""
